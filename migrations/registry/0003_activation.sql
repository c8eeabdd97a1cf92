-- Policies take effect by two signatures. These tables carry what was signed; they decide nothing by themselves.
CREATE SCHEMA "activation";
--> statement-breakpoint
CREATE TABLE "activation"."bundle" (
	"hash" text PRIMARY KEY NOT NULL,
	"files" jsonb NOT NULL,
	"stored_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "activation"."release" (
	"hash" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"record" text NOT NULL,
	"bundle_hash" text NOT NULL,
	"signatures" text[] NOT NULL,
	"stored_at" timestamp with time zone NOT NULL,
	CONSTRAINT "release_sequence" UNIQUE("sequence")
);
--> statement-breakpoint
CREATE TABLE "activation"."active" (
	"is_active" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"release_hash" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	CONSTRAINT "active_one_row" CHECK (is_active)
);
--> statement-breakpoint
ALTER TABLE "activation"."release" ADD CONSTRAINT "release_bundle_hash_bundle_hash_fk" FOREIGN KEY ("bundle_hash") REFERENCES "activation"."bundle"("hash") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "activation"."active" ADD CONSTRAINT "active_release_hash_release_hash_fk" FOREIGN KEY ("release_hash") REFERENCES "activation"."release"("hash") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
COMMENT ON SCHEMA "activation" IS 'Which policies are in force: signed releases, verified by every process that reads them';
--> statement-breakpoint
COMMENT ON TABLE "activation"."bundle" IS 'Policies and rule packs that take effect together; rows are never changed or removed';
--> statement-breakpoint
COMMENT ON COLUMN "activation"."bundle"."hash" IS 'SHA-256 of the manifest of the files';
--> statement-breakpoint
COMMENT ON COLUMN "activation"."bundle"."files" IS 'Path to text of each file';
--> statement-breakpoint
COMMENT ON TABLE "activation"."release" IS 'One row per release, in one line of succession; rows are never changed or removed';
--> statement-breakpoint
COMMENT ON COLUMN "activation"."release"."hash" IS 'SHA-256 of the record';
--> statement-breakpoint
COMMENT ON COLUMN "activation"."release"."record" IS 'The canonical JSON that is signed';
--> statement-breakpoint
COMMENT ON COLUMN "activation"."release"."signatures" IS 'Detached JWS, one of an author and one of a data-protection officer';
--> statement-breakpoint
COMMENT ON TABLE "activation"."active" IS 'Exactly one row: the newest release, in force from its effectiveFrom on';
--> statement-breakpoint
CREATE FUNCTION "activation"."refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'the history of releases is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "bundle_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "activation"."bundle" FOR EACH STATEMENT EXECUTE FUNCTION "activation"."refuse_change"();
--> statement-breakpoint
CREATE TRIGGER "release_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "activation"."release" FOR EACH STATEMENT EXECUTE FUNCTION "activation"."refuse_change"();
--> statement-breakpoint
-- ALWAYS: a session that plays a replica would otherwise pass by.
ALTER TABLE "activation"."bundle" ENABLE ALWAYS TRIGGER "bundle_append_only";
--> statement-breakpoint
ALTER TABLE "activation"."release" ENABLE ALWAYS TRIGGER "release_append_only";
--> statement-breakpoint
REVOKE ALL ON FUNCTION "activation"."refuse_change"() FROM PUBLIC;
--> statement-breakpoint
GRANT USAGE ON SCHEMA activation TO hutong_gateway, hutong_loader;
--> statement-breakpoint
GRANT SELECT ON activation.bundle, activation.release, activation.active TO hutong_gateway, hutong_loader;
--> statement-breakpoint
GRANT INSERT ON activation.bundle, activation.release, activation.active TO hutong_loader;
--> statement-breakpoint
GRANT UPDATE (release_hash, since) ON activation.active TO hutong_loader;
