-- Says which data item of the catalogue each column holds, and who may read it.
-- Closed by default: a column that is not listed is not readable, and a new one needs a new grant.
COMMENT ON COLUMN civil_affairs.welfare_record.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.guardian_relation IS 'D23';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.guardian_name_sealed IS 'D23, sealed';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.guardian_phone_sealed IS 'D23, sealed';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.guardianship_type IS 'D24';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.categories IS 'D26';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.category_ground IS 'D27';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.category_from IS 'D28';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.category_to IS 'D28';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.basic_allowance_state IS 'D29';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.basic_allowance_fen IS 'D30';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.payout_account_sealed IS 'D31, sealed';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.care_setting IS 'D32';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.subsidy_choice IS 'D33';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.household_aid_class IS 'D34';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.disabled_living_allowance_state IS 'D42';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.disabled_nursing_allowance_state IS 'D43';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.parent_remarried IS 'D22';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.study_grant_state IS 'D59';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.welfare_record.transition_state IS 'D60';
--> statement-breakpoint
GRANT USAGE ON SCHEMA civil_affairs TO hutong_loader, hutong_mzj_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA civil_affairs TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  guardian_relation,
  guardian_name_sealed,
  guardian_phone_sealed,
  guardianship_type,
  categories,
  category_ground,
  category_from,
  category_to,
  basic_allowance_state,
  basic_allowance_fen,
  payout_account_sealed,
  care_setting,
  subsidy_choice,
  household_aid_class,
  disabled_living_allowance_state,
  disabled_nursing_allowance_state,
  parent_remarried,
  study_grant_state,
  transition_state
) ON civil_affairs.welfare_record TO hutong_mzj_reader;
--> statement-breakpoint
GRANT SELECT (as_of) ON civil_affairs.freshness TO hutong_mzj_reader;
