CREATE SCHEMA "health";
--> statement-breakpoint
CREATE TABLE "health"."attestation" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"illness_attested" boolean,
	"family_doctor_contract" boolean,
	"checkup_years" integer[],
	"psych_referral_state" text,
	"record_time" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "health"."freshness" (
	"as_of" timestamp with time zone NOT NULL
);
