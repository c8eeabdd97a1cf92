-- Says which data item of the catalogue each column holds, and who may read it.
-- Closed by default: a column that is not listed is not readable, and a new one needs a new grant.
COMMENT ON COLUMN court.guardianship.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN court.guardianship.revoked IS 'D20';
--> statement-breakpoint
GRANT USAGE ON SCHEMA court TO hutong_loader, hutong_fyj_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA court TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  revoked
) ON court.guardianship TO hutong_fyj_reader;
--> statement-breakpoint
GRANT SELECT (as_of) ON court.freshness TO hutong_fyj_reader;
