-- Whether a pupil studies full time, which R01, R12 and R13 turn on once somebody has grown up.
ALTER TABLE "education"."pupil" ADD COLUMN "full_time" boolean;
--> statement-breakpoint
COMMENT ON COLUMN education.pupil.full_time IS 'D55: null where the bureau does not say';
--> statement-breakpoint
GRANT SELECT (full_time) ON education.pupil TO hutong_jyj_reader;
