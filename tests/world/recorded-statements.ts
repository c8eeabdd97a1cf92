// What the gateway sends to a database, statement by statement: what a question costs must not tell what came of it.

export interface RecordedStatements {
  /** The names, or the texts of those without one, since the last call, in the order in which they were sent. */
  take(): string[]
}

/** From now on; statements of a transaction are sent by another connection and are not among them. */
export function recordStatements(pool: { query: unknown }): RecordedStatements {
  const query = pool.query as (...parts: unknown[]) => unknown
  let statements: string[] = []
  pool.query = (...parts: unknown[]) => {
    const [statement] = parts as [{ name?: string } | string]
    statements.push(typeof statement === 'string' ? statement : (statement.name ?? ''))
    return query.apply(pool, parts)
  }
  return {
    take() {
      const taken = statements
      statements = []
      return taken
    },
  }
}
