-- Says which data item of the catalogue each column holds, and who may read it.
-- Closed by default: a column that is not listed is not readable, and a new one needs a new grant.
COMMENT ON COLUMN housing.support.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN housing.support.state IS 'D60';
--> statement-breakpoint
COMMENT ON COLUMN housing.support.priority IS 'D60';
--> statement-breakpoint
GRANT USAGE ON SCHEMA housing TO hutong_loader, hutong_zfj_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA housing TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  state,
  priority
) ON housing.support TO hutong_zfj_reader;
--> statement-breakpoint
GRANT SELECT (as_of) ON housing.freshness TO hutong_zfj_reader;
