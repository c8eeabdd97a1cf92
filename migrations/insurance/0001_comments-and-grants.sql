-- Says which data item of the catalogue each column holds, and who may read it.
-- Closed by default: a column that is not listed is not readable, and a new one needs a new grant.
COMMENT ON COLUMN insurance.cover.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN insurance.cover.scheme IS 'D49';
--> statement-breakpoint
COMMENT ON COLUMN insurance.cover.cover_from IS 'D49';
--> statement-breakpoint
COMMENT ON COLUMN insurance.cover.cover_to IS 'D49';
--> statement-breakpoint
COMMENT ON COLUMN insurance.cover.premium_state IS 'D50';
--> statement-breakpoint
COMMENT ON COLUMN insurance.cover.premium_paid_on IS 'D50';
--> statement-breakpoint
COMMENT ON COLUMN insurance.cover.medical_aid_tag IS 'D51';
--> statement-breakpoint
GRANT USAGE ON SCHEMA insurance TO hutong_loader, hutong_ybj_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA insurance TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  scheme,
  cover_from,
  cover_to,
  premium_state,
  premium_paid_on,
  medical_aid_tag
) ON insurance.cover TO hutong_ybj_reader;
--> statement-breakpoint
GRANT SELECT (as_of) ON insurance.freshness TO hutong_ybj_reader;
