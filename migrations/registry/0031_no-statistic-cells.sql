-- Standing tables are kept with their quarter and under an id; cells without either are no longer kept.
DROP TABLE "registry"."statistic_cell" CASCADE;
