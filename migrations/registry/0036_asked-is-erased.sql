-- Who asked under a consent is shown for a year and then erased, with the answers whose time is over.
GRANT USAGE ON SCHEMA consent TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (asked_on), DELETE ON consent.asked TO hutong_loader;
