-- The job that counts reads the department as every job does, and counts nothing that was loaded too long ago.
GRANT SELECT (as_of) ON disability.freshness TO hutong_statistics;
