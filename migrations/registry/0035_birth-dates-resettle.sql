-- A birth date that is corrected later changes answers as an outcome does: whose eighteenth birthday moved is noted in the same transaction.
CREATE FUNCTION settlement.note_birthday() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO settlement.changed (child_id)
    SELECT n.id FROM written n JOIN before o ON o.id = n.id WHERE n.adult_on IS DISTINCT FROM o.adult_on;
  RETURN NULL;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION settlement.note_birthday() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER birthday_corrected AFTER UPDATE ON registry.child
  REFERENCING NEW TABLE AS written OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION settlement.note_birthday();
