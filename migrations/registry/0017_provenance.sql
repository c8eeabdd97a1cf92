-- Where each fact came from, for the tables that did not say, and indexes by which the history of a child is found.
DROP INDEX "registry"."enrolment_child";--> statement-breakpoint
DROP INDEX "registry"."outcome_child";--> statement-breakpoint
ALTER TABLE "registry"."approval" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "registry"."approval" ADD COLUMN "source_record_time" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "registry"."approval" ADD COLUMN "fetched_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "registry"."case_member" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "registry"."case_member" ADD COLUMN "source_record_time" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "registry"."case_member" ADD COLUMN "fetched_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "registry"."identifier" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "registry"."identifier" ADD COLUMN "source_record_time" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "registry"."identifier" ADD COLUMN "fetched_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "case_child_child" ON "registry"."case_child" USING btree ("child_id");--> statement-breakpoint
CREATE INDEX "kinship_child" ON "registry"."kinship" USING btree ("child_id");--> statement-breakpoint
CREATE INDEX "enrolment_child" ON "registry"."enrolment" USING btree ("child_id","organisation_id");--> statement-breakpoint
CREATE INDEX "outcome_child" ON "registry"."outcome" USING btree ("child_id","kind");
--> statement-breakpoint
-- A number of a kind that one department gives out is that department's word. Which record said a name or an identity number was not kept.
UPDATE "registry"."identifier" SET "fetched_at" = "recorded_at",
  "source" = CASE "kind" WHEN 'STUDENT_NO' THEN 'JYJ' WHEN 'CERTIFICATE_NO' THEN 'CLH' END;
--> statement-breakpoint
-- Whom a case names and what was approved was written down here and nowhere before.
UPDATE "registry"."case_member" SET "source" = 'MZJ', "source_record_time" = "recorded_at", "fetched_at" = "recorded_at";
--> statement-breakpoint
UPDATE "registry"."approval" SET "source" = "organisation_id", "source_record_time" = "recorded_at", "fetched_at" = "recorded_at";
--> statement-breakpoint
COMMENT ON COLUMN registry.identifier.source IS 'The department whose record states it; null where it was not kept';
--> statement-breakpoint
COMMENT ON COLUMN registry.case_member.source IS 'The department that named the team';
--> statement-breakpoint
COMMENT ON COLUMN registry.approval.source IS 'The organisation whose responsible person approved';
