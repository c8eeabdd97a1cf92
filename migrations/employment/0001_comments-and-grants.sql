-- Says which data item of the catalogue each column holds, and who may read it.
-- Closed by default: a column that is not listed is not readable, and a new one needs a new grant.
COMMENT ON COLUMN employment.support.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN employment.support.state IS 'D60';
--> statement-breakpoint
COMMENT ON COLUMN employment.support.priority IS 'D60';
--> statement-breakpoint
GRANT USAGE ON SCHEMA employment TO hutong_loader, hutong_rsj_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA employment TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  state,
  priority
) ON employment.support TO hutong_rsj_reader;
--> statement-breakpoint
GRANT SELECT (as_of) ON employment.freshness TO hutong_rsj_reader;
