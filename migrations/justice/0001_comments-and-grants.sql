-- Says which data item of the catalogue each column holds, and who may read it.
-- Closed by default: a column that is not listed is not readable, and a new one needs a new grant.
COMMENT ON COLUMN justice.parents.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN justice.parents.relations IS 'D13';
--> statement-breakpoint
COMMENT ON COLUMN justice.parents.k8_satisfied IS 'D17, with D18, D19 and D21: one yes or no for every ground, per parent';
--> statement-breakpoint
GRANT USAGE ON SCHEMA justice TO hutong_loader, hutong_sfj_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA justice TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  relations,
  k8_satisfied
) ON justice.parents TO hutong_sfj_reader;
--> statement-breakpoint
GRANT SELECT (as_of) ON justice.freshness TO hutong_sfj_reader;
