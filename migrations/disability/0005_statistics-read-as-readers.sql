-- Statistics read a department as every job does, by its reader's role.
REVOKE SELECT (subject_key, grade) ON disability.certificate FROM hutong_statistics;
--> statement-breakpoint
REVOKE SELECT (as_of) ON disability.freshness FROM hutong_statistics;
--> statement-breakpoint
REVOKE USAGE ON SCHEMA disability FROM hutong_statistics;
