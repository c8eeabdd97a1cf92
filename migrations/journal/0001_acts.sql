ALTER TABLE "journal"."entry" DROP CONSTRAINT "entry_kind";--> statement-breakpoint
ALTER TABLE "journal"."entry" ADD CONSTRAINT "entry_kind" CHECK (kind in ('INTENT', 'OUTCOME', 'REFUSAL', 'JOB', 'ACT'));--> statement-breakpoint
COMMENT ON COLUMN "journal"."entry"."kind" IS 'INTENT, OUTCOME, REFUSAL, JOB or ACT; part of the hashed leaf';
