CREATE SCHEMA "civil_affairs";
--> statement-breakpoint
CREATE TABLE "civil_affairs"."freshness" (
	"as_of" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "civil_affairs"."welfare_record" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"guardian_relation" text,
	"guardian_name_sealed" "bytea",
	"guardian_phone_sealed" "bytea",
	"guardianship_type" text,
	"categories" text[],
	"category_ground" uuid,
	"category_from" date,
	"category_to" date,
	"basic_allowance_state" text,
	"basic_allowance_fen" bigint,
	"payout_account_sealed" "bytea",
	"care_setting" text,
	"subsidy_choice" text,
	"household_aid_class" text,
	"disabled_living_allowance_state" text,
	"disabled_nursing_allowance_state" text,
	"parent_remarried" boolean,
	"study_grant_state" text,
	"transition_state" text,
	"record_time" timestamp with time zone NOT NULL
);
