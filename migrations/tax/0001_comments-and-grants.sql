-- Says which data item of the catalogue each column holds, and who may read it.
-- Closed by default: a column that is not listed is not readable, and a new one needs a new grant.
COMMENT ON COLUMN tax.premium.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN tax.premium.collected_on IS 'D50';
--> statement-breakpoint
GRANT USAGE ON SCHEMA tax TO hutong_loader, hutong_swj_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA tax TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  collected_on
) ON tax.premium TO hutong_swj_reader;
--> statement-breakpoint
GRANT SELECT (as_of) ON tax.freshness TO hutong_swj_reader;
