-- Says which data item of the catalogue each column holds, and who may read it.
-- Closed by default: a column that is not listed is not readable, and a new one needs a new grant.
COMMENT ON COLUMN agriculture.household.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN agriculture.household.low_income IS 'D34';
--> statement-breakpoint
GRANT USAGE ON SCHEMA agriculture TO hutong_loader, hutong_nyj_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA agriculture TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  low_income
) ON agriculture.household TO hutong_nyj_reader;
--> statement-breakpoint
GRANT SELECT (as_of) ON agriculture.freshness TO hutong_nyj_reader;
