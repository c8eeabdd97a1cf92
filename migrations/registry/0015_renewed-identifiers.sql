-- What a child can be looked up by follows its records: the job that links ends what is no longer so.
ALTER TABLE "linking"."run" ADD COLUMN "renewed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "linking"."run" ADD COLUMN "contested" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
GRANT UPDATE (renewed, contested) ON linking.run TO hutong_linker;
--> statement-breakpoint
GRANT SELECT (valid_from, valid_to), UPDATE (valid_to) ON registry.identifier TO hutong_linker;
--> statement-breakpoint
GRANT SELECT (adult_on), UPDATE (adult_on) ON registry.child TO hutong_linker;
