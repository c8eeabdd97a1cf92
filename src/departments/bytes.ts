// The column type of an encrypted field in a department's tables.
import { customType } from 'drizzle-orm/pg-core'

/** A sealed cell: bytes that only masking can open. */
export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
