-- Says which data item of the catalogue each column holds, and who may read it.
-- Closed by default: a column that is not listed is not readable, and a new one needs a new grant.
COMMENT ON COLUMN community.visit.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN community.visit.entrusted_care IS 'D25';
--> statement-breakpoint
COMMENT ON COLUMN community.visit.protection_case IS 'D61';
--> statement-breakpoint
GRANT USAGE ON SCHEMA community TO hutong_loader, hutong_xzj_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA community TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  entrusted_care,
  protection_case
) ON community.visit TO hutong_xzj_reader;
--> statement-breakpoint
GRANT SELECT (as_of) ON community.freshness TO hutong_xzj_reader;
