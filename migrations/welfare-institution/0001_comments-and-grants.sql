-- Says which data item of the catalogue each column holds, and who may read it.
-- Closed by default: a column that is not listed is not readable, and a new one needs a new grant.
COMMENT ON COLUMN welfare_institution.placement.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN welfare_institution.placement.custody_no_sealed IS 'D02: the institution''s own number of the child, for linking alone; sealed';
--> statement-breakpoint
COMMENT ON COLUMN welfare_institution.placement.kinds IS 'D32';
--> statement-breakpoint
COMMENT ON COLUMN welfare_institution.placement.placed_from IS 'D28';
--> statement-breakpoint
COMMENT ON COLUMN welfare_institution.placement.placed_to IS 'D28';
--> statement-breakpoint
GRANT USAGE ON SCHEMA welfare_institution TO hutong_loader, hutong_fly_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA welfare_institution TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  kinds,
  placed_from,
  placed_to
) ON welfare_institution.placement TO hutong_fly_reader;
--> statement-breakpoint
GRANT SELECT (as_of) ON welfare_institution.freshness TO hutong_fly_reader;
