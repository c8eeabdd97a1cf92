-- What a file corrects is found by an index on either side, whatever the planner knows of rows staged just now.
CREATE INDEX "staged_fact" ON "intake"."staged" USING btree ("run","fact_key");
