ALTER TABLE "court"."guardianship" ADD COLUMN "declared_relations" text[];--> statement-breakpoint
ALTER TABLE "court"."guardianship" ADD COLUMN "declared_statuses" text[];--> statement-breakpoint
ALTER TABLE "court"."guardianship" ADD COLUMN "kept_away_relations" text[];--> statement-breakpoint
ALTER TABLE "court"."guardianship" ADD COLUMN "kept_away" boolean[];
--> statement-breakpoint
COMMENT ON COLUMN court.guardianship.declared_relations IS 'D13';
--> statement-breakpoint
COMMENT ON COLUMN court.guardianship.declared_statuses IS 'D14';
--> statement-breakpoint
COMMENT ON COLUMN court.guardianship.kept_away_relations IS 'D13';
--> statement-breakpoint
COMMENT ON COLUMN court.guardianship.kept_away IS 'D19: a yes or no, per parent';
--> statement-breakpoint
GRANT SELECT (declared_relations, declared_statuses, kept_away_relations, kept_away) ON court.guardianship TO hutong_fyj_reader;
