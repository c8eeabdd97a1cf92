-- A correction ends the recorded time of one row and writes another: keys hold among the rows in force, not among all.
ALTER TABLE "registry"."encounter" DROP CONSTRAINT "encounter_organisation_id_number_pk";--> statement-breakpoint
ALTER TABLE "registry"."approval" DROP CONSTRAINT "approval_pkey";--> statement-breakpoint
CREATE UNIQUE INDEX "approval_current" ON "registry"."approval" USING btree ("organisation_id","case_number") WHERE superseded_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "encounter_current" ON "registry"."encounter" USING btree ("organisation_id","number") WHERE superseded_at is null;
