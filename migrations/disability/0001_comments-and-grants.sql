-- Says which data item of the catalogue each column holds, and who may read it.
-- Closed by default: a column that is not listed is not readable, and a new one needs a new grant.
COMMENT ON COLUMN disability.certificate.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN disability.certificate.certificate_no_sealed IS 'D36, sealed; serves linking only and is granted to no reader';
--> statement-breakpoint
COMMENT ON COLUMN disability.certificate.kind IS 'D37';
--> statement-breakpoint
COMMENT ON COLUMN disability.certificate.grade IS 'D38';
--> statement-breakpoint
COMMENT ON COLUMN disability.certificate.valid_to IS 'D39';
--> statement-breakpoint
COMMENT ON COLUMN disability.certificate.programme_codes IS 'D40';
--> statement-breakpoint
COMMENT ON COLUMN disability.certificate.programme_states IS 'D40';
--> statement-breakpoint
COMMENT ON COLUMN disability.certificate.device_codes IS 'D41';
--> statement-breakpoint
COMMENT ON COLUMN disability.certificate.device_states IS 'D41';
--> statement-breakpoint
GRANT USAGE ON SCHEMA disability TO hutong_loader, hutong_clh_reader, hutong_statistics;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA disability TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  kind,
  grade,
  valid_to,
  programme_codes,
  programme_states,
  device_codes,
  device_states
) ON disability.certificate TO hutong_clh_reader;
--> statement-breakpoint
GRANT SELECT (as_of) ON disability.freshness TO hutong_clh_reader;
--> statement-breakpoint
GRANT SELECT (subject_key, grade) ON disability.certificate TO hutong_statistics;
