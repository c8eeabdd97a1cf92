-- In September a school may ask aid for those who are admitted and not on its roll yet.
ALTER TABLE "registry"."enrolment" ADD COLUMN "standing" text;
--> statement-breakpoint
COMMENT ON COLUMN registry.enrolment.standing IS 'D54: null or ENROLLED for a pupil on the roll; ADMITTED opens education aid alone, and only with a last day';
