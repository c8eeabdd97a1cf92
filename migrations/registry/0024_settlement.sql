-- What hospitals opened and closed themselves: whose a stay is, by the number and name of its first day, and when the right to ask ended.
CREATE SCHEMA "settlement";
--> statement-breakpoint
CREATE TABLE "settlement"."closing" (
	"organisation_id" text NOT NULL,
	"unit" text NOT NULL,
	"number" text NOT NULL,
	"closed_by" text NOT NULL,
	"closed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "closing_organisation_id_unit_number_pk" PRIMARY KEY("organisation_id","unit","number")
);
--> statement-breakpoint
CREATE TABLE "settlement"."encounter" (
	"organisation_id" text NOT NULL,
	"unit" text NOT NULL,
	"number" text NOT NULL,
	"child_id" uuid NOT NULL,
	"number_kind" text NOT NULL,
	"number_index" "bytea" NOT NULL,
	"name_index" "bytea" NOT NULL,
	"first_day" date NOT NULL,
	"opened_by" text NOT NULL,
	"opened_for" text,
	"opened_at" timestamp with time zone NOT NULL,
	CONSTRAINT "encounter_organisation_id_unit_number_pk" PRIMARY KEY("organisation_id","unit","number"),
	CONSTRAINT "encounter_indexes" CHECK (octet_length(number_index) = 32 and octet_length(name_index) = 32)
);
--> statement-breakpoint
COMMENT ON COLUMN settlement.encounter.child_id IS 'D02: the canonical child, never leaves the gateway; an id that nothing has where nobody was found';
--> statement-breakpoint
COMMENT ON COLUMN settlement.encounter.number_index IS 'D01: keyed blind index of the number that it was opened by';
--> statement-breakpoint
COMMENT ON COLUMN settlement.encounter.name_index IS 'D03: keyed blind index of the name that it was opened by';
--> statement-breakpoint
COMMENT ON COLUMN settlement.encounter.opened_by IS 'A member of staff, or the account of the hospital''s system; never asks under it';
--> statement-breakpoint
COMMENT ON COLUMN settlement.closing.closed_by IS 'A member of staff, or the account of the hospital''s system';
--> statement-breakpoint
GRANT USAGE ON SCHEMA settlement TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT, INSERT ON settlement.encounter, settlement.closing TO hutong_gateway;
