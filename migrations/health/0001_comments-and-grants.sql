-- Says which data item of the catalogue each column holds, and who may read it.
-- Closed by default: a column that is not listed is not readable, and a new one needs a new grant.
COMMENT ON COLUMN health.attestation.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN health.attestation.illness_attested IS 'D44';
--> statement-breakpoint
COMMENT ON COLUMN health.attestation.family_doctor_contract IS 'D47';
--> statement-breakpoint
COMMENT ON COLUMN health.attestation.checkup_years IS 'D46';
--> statement-breakpoint
COMMENT ON COLUMN health.attestation.psych_referral_state IS 'D48';
--> statement-breakpoint
GRANT USAGE ON SCHEMA health TO hutong_loader, hutong_wjw_reader, hutong_statistics;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA health TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  illness_attested,
  family_doctor_contract,
  checkup_years,
  psych_referral_state
) ON health.attestation TO hutong_wjw_reader;
--> statement-breakpoint
GRANT SELECT (as_of) ON health.freshness TO hutong_wjw_reader;
--> statement-breakpoint
GRANT SELECT (subject_key, illness_attested) ON health.attestation TO hutong_statistics;
