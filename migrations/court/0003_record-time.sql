-- When a record was last touched: the monthly report on data quality counts those that nobody has touched for long.
GRANT SELECT (record_time) ON court.guardianship TO hutong_fyj_reader;
