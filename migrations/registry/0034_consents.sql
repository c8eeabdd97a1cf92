-- Consents of grown-up people to the desks that serve whoever leaves care, and who asked under one. No two of one person to one desk
-- hold on one day.
CREATE EXTENSION IF NOT EXISTS btree_gist;
--> statement-breakpoint
CREATE SCHEMA "consent";
--> statement-breakpoint
CREATE TABLE "consent"."asked" (
	"child_id" uuid NOT NULL,
	"asked_on" date NOT NULL,
	"organisation_id" text NOT NULL,
	"role" text NOT NULL,
	CONSTRAINT "asked_child_id_asked_on_organisation_id_role_pk" PRIMARY KEY("child_id","asked_on","organisation_id","role")
);
--> statement-breakpoint
CREATE TABLE "consent"."given" (
	"id" uuid PRIMARY KEY NOT NULL,
	"child_id" uuid NOT NULL,
	"person_id" text NOT NULL,
	"role" text NOT NULL,
	"purpose" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone,
	CONSTRAINT "given_days" CHECK (valid_to >= valid_from)
);
--> statement-breakpoint
CREATE INDEX "given_desk" ON "consent"."given" USING btree ("role","purpose","child_id") WHERE superseded_at is null;--> statement-breakpoint
CREATE INDEX "given_person" ON "consent"."given" USING btree ("person_id");
--> statement-breakpoint
ALTER TABLE consent.given ADD CONSTRAINT given_one_a_day
  EXCLUDE USING gist (child_id WITH =, person_id WITH =, role WITH =, purpose WITH =, daterange(valid_from, valid_to) WITH &&) WHERE (superseded_at is null);
--> statement-breakpoint
COMMENT ON COLUMN consent.given.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN consent.given.person_id IS 'The person themselves, who is of age';
--> statement-breakpoint
COMMENT ON COLUMN consent.asked.child_id IS 'D02: the canonical child, or an id that no child has; never leaves the gateway';
--> statement-breakpoint
GRANT USAGE ON SCHEMA consent TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT, INSERT ON consent.given, consent.asked TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (superseded_at) ON consent.given TO hutong_gateway;
