-- Says which data item of the catalogue each column holds, and who may read it.
-- Closed by default: a column that is not listed is not readable, and a new one needs a new grant.
COMMENT ON COLUMN education.pupil.subject_key IS 'D02: the department''s own key of the child; no other department shares it';
--> statement-breakpoint
COMMENT ON COLUMN education.pupil.student_no_sealed IS 'D53, sealed; serves linking only and is granted to no reader';
--> statement-breakpoint
COMMENT ON COLUMN education.pupil.school_id IS 'D54';
--> statement-breakpoint
COMMENT ON COLUMN education.pupil.stage IS 'D55';
--> statement-breakpoint
COMMENT ON COLUMN education.pupil.stage_from IS 'D55';
--> statement-breakpoint
COMMENT ON COLUMN education.pupil.stage_to IS 'D55';
--> statement-breakpoint
COMMENT ON COLUMN education.pupil.grade IS 'D55';
--> statement-breakpoint
COMMENT ON COLUMN education.pupil.public_placement IS 'D56';
--> statement-breakpoint
COMMENT ON COLUMN education.pupil.aid_state IS 'D57';
--> statement-breakpoint
COMMENT ON COLUMN education.pupil.aid_items IS 'D57';
--> statement-breakpoint
COMMENT ON COLUMN education.pupil.aid_term IS 'D57';
--> statement-breakpoint
COMMENT ON COLUMN education.pupil.support_codes IS 'D58';
--> statement-breakpoint
GRANT USAGE ON SCHEMA education TO hutong_loader, hutong_jyj_reader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA education TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (
  subject_key,
  school_id,
  stage,
  grade,
  public_placement,
  aid_state,
  aid_items,
  aid_term,
  support_codes
) ON education.pupil TO hutong_jyj_reader;
--> statement-breakpoint
GRANT SELECT (as_of) ON education.freshness TO hutong_jyj_reader;
