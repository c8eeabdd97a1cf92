CREATE SCHEMA "registry";
--> statement-breakpoint
CREATE SCHEMA "roster";
--> statement-breakpoint
CREATE TABLE "roster"."account" (
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"person_id" text NOT NULL,
	CONSTRAINT "account_issuer_subject_pk" PRIMARY KEY("issuer","subject")
);
--> statement-breakpoint
CREATE TABLE "registry"."approval" (
	"case_number" text PRIMARY KEY NOT NULL,
	"organisation_id" text NOT NULL,
	"purpose" text NOT NULL,
	"approved_by" text NOT NULL,
	"largest_batch" bigint NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"recorded_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "roster"."assignment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"role" text NOT NULL,
	"organisation_id" text NOT NULL,
	"unit" text NOT NULL,
	"divisions" text[] NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date
);
--> statement-breakpoint
CREATE TABLE "registry"."child" (
	"id" uuid PRIMARY KEY NOT NULL,
	"adult_on" date,
	"recorded_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "roster"."duty_contact" (
	"division" char(12) PRIMARY KEY NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	"phone" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "registry"."encounter" (
	"number" text NOT NULL,
	"organisation_id" text NOT NULL,
	"unit" text NOT NULL,
	"child_id" uuid NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"recorded_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone,
	CONSTRAINT "encounter_organisation_id_number_pk" PRIMARY KEY("organisation_id","number")
);
--> statement-breakpoint
CREATE TABLE "registry"."enrolment" (
	"organisation_id" text NOT NULL,
	"child_id" uuid NOT NULL,
	"class_name" text,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"recorded_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "registry"."identifier" (
	"child_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"blind_index" "bytea" NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"recorded_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "registry"."jurisdiction" (
	"child_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"division" char(12) NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"recorded_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "registry"."limit_counter" (
	"key" text NOT NULL,
	"window_start" timestamp with time zone NOT NULL,
	"points" bigint NOT NULL,
	CONSTRAINT "limit_counter_key_window_start_pk" PRIMARY KEY("key","window_start")
);
--> statement-breakpoint
CREATE TABLE "roster"."organisation" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name_zh" text NOT NULL,
	"name_en" text NOT NULL,
	"division" char(12) NOT NULL,
	"outside" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "registry"."outcome" (
	"child_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"recorded_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone,
	"source" text NOT NULL,
	"source_record_time" timestamp with time zone NOT NULL,
	"fetched_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "roster"."person" (
	"id" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "roster"."revoked_token" (
	"jti" text PRIMARY KEY NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "registry"."source_link" (
	"child_id" uuid NOT NULL,
	"department" text NOT NULL,
	"subject_key" uuid NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "source_link_child_id_department_pk" PRIMARY KEY("child_id","department")
);
--> statement-breakpoint
CREATE TABLE "registry"."source_sync" (
	"source" text PRIMARY KEY NOT NULL,
	"synced_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "registry"."statistic_cell" (
	"table_id" text NOT NULL,
	"as_of" date NOT NULL,
	"position" bigint NOT NULL,
	"dimensions" text[] NOT NULL,
	"value" bigint,
	"suppressed" boolean NOT NULL,
	"method" text NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	CONSTRAINT "statistic_cell_table_id_as_of_position_pk" PRIMARY KEY("table_id","as_of","position")
);
--> statement-breakpoint
CREATE INDEX "encounter_child" ON "registry"."encounter" USING btree ("child_id","organisation_id");--> statement-breakpoint
CREATE INDEX "enrolment_child" ON "registry"."enrolment" USING btree ("child_id","organisation_id") WHERE superseded_at is null;--> statement-breakpoint
CREATE INDEX "enrolment_organisation" ON "registry"."enrolment" USING btree ("organisation_id") WHERE superseded_at is null;--> statement-breakpoint
CREATE INDEX "identifier_blind_index" ON "registry"."identifier" USING btree ("kind","blind_index") WHERE superseded_at is null;--> statement-breakpoint
CREATE INDEX "identifier_child" ON "registry"."identifier" USING btree ("child_id");--> statement-breakpoint
CREATE INDEX "jurisdiction_division" ON "registry"."jurisdiction" USING btree ("kind","division","child_id") WHERE superseded_at is null;--> statement-breakpoint
CREATE INDEX "jurisdiction_child" ON "registry"."jurisdiction" USING btree ("child_id");--> statement-breakpoint
CREATE INDEX "outcome_child" ON "registry"."outcome" USING btree ("child_id","kind") WHERE superseded_at is null;