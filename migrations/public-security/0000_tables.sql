CREATE SCHEMA "public_security";
--> statement-breakpoint
CREATE TABLE "public_security"."freshness" (
	"as_of" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "public_security"."person" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"citizen_id_sealed" "bytea",
	"name_sealed" "bytea",
	"sex" text,
	"birth_date" date,
	"ethnicity" char(2),
	"hukou_division" char(12),
	"hukou_address_sealed" "bytea",
	"residence_division" char(12),
	"residence_address_sealed" "bytea",
	"residence_since" date,
	"parent_relations" text[],
	"parent_vital_statuses" text[],
	"parents_untraceable" boolean,
	"lost_contact_finding" boolean,
	"record_time" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "person_birth_date" ON "public_security"."person" USING btree ("birth_date");