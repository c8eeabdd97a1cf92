// A file that the competent county has let go: for a while the child is in the other county's scope as well.

interface InForce {
  /** Alias of transfer.request. */
  readonly of: string
  /** What is bound to the day. */
  readonly today: string
}

/** That a transfer is in force, to whomever. */
export function inForce({ of, today }: InForce): string {
  return `${of}.verdict = 'APPROVED' and ${of}.ended_at is null and ${of}.valid_until > ${today}`
}

/** That one to one of the divisions `d` is. */
export function handedOver(transfer: InForce): string {
  return `${inForce(transfer)} and ${transfer.of}.division between d.lowest::char(12) and d.highest::char(12)`
}
