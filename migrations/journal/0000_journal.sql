CREATE SCHEMA "journal";
--> statement-breakpoint
CREATE TABLE "journal"."entry" (
	"process" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"kind" text NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"salt" "bytea" NOT NULL,
	"body" text NOT NULL,
	"leaf_hash" "bytea" NOT NULL,
	"chain_hash" "bytea" NOT NULL,
	CONSTRAINT "entry_process_sequence_pk" PRIMARY KEY("process","sequence"),
	CONSTRAINT "entry_sequence" CHECK (sequence >= 1),
	CONSTRAINT "entry_kind" CHECK (kind in ('INTENT', 'OUTCOME', 'REFUSAL', 'JOB')),
	CONSTRAINT "entry_lengths" CHECK (octet_length(salt) = 16 and octet_length(leaf_hash) = 32 and octet_length(chain_hash) = 32)
);
--> statement-breakpoint
COMMENT ON SCHEMA "journal" IS 'Who saw what: append-only, hash-chained, verifiable by hutong journal verify';
--> statement-breakpoint
COMMENT ON TABLE "journal"."entry" IS 'One row per journal entry; one chain per gateway process; rows are never changed or removed';
--> statement-breakpoint
COMMENT ON COLUMN "journal"."entry"."process" IS 'The gateway process that wrote the entry; each process has a chain of its own';
--> statement-breakpoint
COMMENT ON COLUMN "journal"."entry"."sequence" IS 'Place in the chain of the process: 1, 2, 3 … without gaps';
--> statement-breakpoint
COMMENT ON COLUMN "journal"."entry"."kind" IS 'INTENT, OUTCOME, REFUSAL or JOB; part of the hashed leaf';
--> statement-breakpoint
COMMENT ON COLUMN "journal"."entry"."recorded_at" IS 'When the gateway took the entry in, in whole milliseconds; part of the hashed leaf';
--> statement-breakpoint
COMMENT ON COLUMN "journal"."entry"."salt" IS 'Random, so that a leaf hash given to a stranger cannot be guessed back to its entry';
--> statement-breakpoint
COMMENT ON COLUMN "journal"."entry"."body" IS 'Personal data: canonical JSON naming the caller, the case and the subjects as keyed pseudonyms; holds no data value that was read';
--> statement-breakpoint
COMMENT ON COLUMN "journal"."entry"."leaf_hash" IS 'SHA-256 of 0x00, salt and leaf: the leaf hash of an RFC 9162 tree';
--> statement-breakpoint
COMMENT ON COLUMN "journal"."entry"."chain_hash" IS 'SHA-256 of 0x01, the previous chain hash and the leaf hash';
--> statement-breakpoint
CREATE FUNCTION "journal"."refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'journal.entry is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "entry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "journal"."entry" FOR EACH STATEMENT EXECUTE FUNCTION "journal"."refuse_change"();
--> statement-breakpoint
-- ALWAYS: a session that plays a replica would otherwise pass by.
ALTER TABLE "journal"."entry" ENABLE ALWAYS TRIGGER "entry_append_only";
--> statement-breakpoint
REVOKE ALL ON SCHEMA "journal" FROM PUBLIC;
--> statement-breakpoint
REVOKE ALL ON "journal"."entry" FROM PUBLIC;
--> statement-breakpoint
REVOKE ALL ON FUNCTION "journal"."refuse_change"() FROM PUBLIC;
--> statement-breakpoint
GRANT USAGE ON SCHEMA "journal" TO "hutong_journal_writer";
--> statement-breakpoint
GRANT SELECT, INSERT ON "journal"."entry" TO "hutong_journal_writer";
