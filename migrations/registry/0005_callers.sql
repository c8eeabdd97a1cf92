-- Who else may stand behind a request: agents that act for a person, and deputies who stand in for one. And the one
-- child that a conversation of an agent is about.
CREATE TABLE "roster"."agent" (
	"id" text PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"name" text NOT NULL,
	"organisation_id" text NOT NULL,
	"active" boolean NOT NULL,
	"stopped_at" timestamp with time zone,
	CONSTRAINT "agent_account" UNIQUE("issuer","subject")
);
--> statement-breakpoint
CREATE TABLE "roster"."deputy" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assignment_id" uuid NOT NULL,
	"principal_id" text NOT NULL,
	"role" text NOT NULL,
	"organisation_id" text NOT NULL,
	"person_id" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date NOT NULL,
	"appointed_by" text NOT NULL,
	"appointed_at" timestamp with time zone NOT NULL,
	"accepted_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"ended_by" text,
	CONSTRAINT "deputy_ninety_days" CHECK ("valid_to" > "valid_from" and "valid_to" - "valid_from" <= 90),
	CONSTRAINT "deputy_another_person" CHECK ("person_id" <> "principal_id" and "person_id" <> "appointed_by")
);
--> statement-breakpoint
CREATE INDEX "deputy_person" ON "roster"."deputy" USING btree ("person_id");
--> statement-breakpoint
CREATE INDEX "deputy_assignment" ON "roster"."deputy" USING btree ("assignment_id");
--> statement-breakpoint
CREATE INDEX "deputy_organisation" ON "roster"."deputy" USING btree ("organisation_id");
--> statement-breakpoint
CREATE TABLE "registry"."conversation" (
	"id" bytea PRIMARY KEY NOT NULL,
	"child" bytea NOT NULL,
	"bound_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
COMMENT ON COLUMN roster.agent.subject IS 'A program, as the issuer names it; no person';
--> statement-breakpoint
COMMENT ON COLUMN roster.agent.stopped_at IS 'The kill switch: once set, the agent is let in no more';
--> statement-breakpoint
COMMENT ON COLUMN roster.deputy.principal_id IS 'A member of staff: whose assignment it is';
--> statement-breakpoint
COMMENT ON COLUMN roster.deputy.person_id IS 'A member of staff: who stands in';
--> statement-breakpoint
COMMENT ON COLUMN roster.deputy.appointed_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN roster.deputy.ended_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN registry.conversation.id IS 'Keyed hash of an agent, its user and their conversation';
--> statement-breakpoint
COMMENT ON COLUMN registry.conversation.child IS 'D01, D02 or D53 as submitted, whether or not such a child exists, as a keyed hash that differs from conversation to conversation';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON roster.agent, roster.deputy TO hutong_loader;
--> statement-breakpoint
GRANT SELECT ON roster.agent, roster.deputy, registry.conversation TO hutong_gateway;
--> statement-breakpoint
GRANT INSERT ON roster.deputy, registry.conversation TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (accepted_at, ended_at, ended_by) ON roster.deputy TO hutong_gateway;
