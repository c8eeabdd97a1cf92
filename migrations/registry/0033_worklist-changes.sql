-- Which transaction changed a task last in what a list shows, a bell that says that one did, and the end of what was kept long enough.
ALTER TABLE "worklist"."about" ADD COLUMN "changed_in" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
ALTER TABLE "worklist"."task" ADD COLUMN "changed_in" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
CREATE INDEX "about_changed" ON "worklist"."about" USING btree ("changed_in");--> statement-breakpoint
CREATE INDEX "task_changed" ON "worklist"."task" USING btree ("changed_in");--> statement-breakpoint
CREATE INDEX "task_ended_at" ON "worklist"."task" USING btree ("ended_at","id") WHERE state <> 'RAISED';
--> statement-breakpoint
COMMENT ON COLUMN worklist.task.changed_in IS 'The transaction that last changed what a list shows of it; of nobody';
--> statement-breakpoint
COMMENT ON COLUMN worklist.about.changed_in IS 'The transaction in which it came to the task or was gone from it; of nobody';
--> statement-breakpoint
-- In the transaction of the change itself, whoever writes it: what is told later could be missed. The bell names nobody.
CREATE FUNCTION worklist.note_changed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  NEW.changed_in := pg_current_xact_id();
  PERFORM pg_notify('worklist', '');
  RETURN NEW;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION worklist.note_changed() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER task_raised BEFORE INSERT ON worklist.task FOR EACH ROW EXECUTE FUNCTION worklist.note_changed();
--> statement-breakpoint
CREATE TRIGGER task_changed BEFORE UPDATE ON worklist.task FOR EACH ROW
  WHEN (OLD.state <> NEW.state OR OLD.expires_at <> NEW.expires_at) EXECUTE FUNCTION worklist.note_changed();
--> statement-breakpoint
CREATE TRIGGER about_came BEFORE INSERT ON worklist.about FOR EACH ROW EXECUTE FUNCTION worklist.note_changed();
--> statement-breakpoint
CREATE TRIGGER about_changed BEFORE UPDATE ON worklist.about FOR EACH ROW
  WHEN (OLD.gone_at IS DISTINCT FROM NEW.gone_at) EXECUTE FUNCTION worklist.note_changed();
--> statement-breakpoint
GRANT DELETE ON worklist.task, worklist.about TO hutong_gateway;
