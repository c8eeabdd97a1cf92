// A file that the competent county has let go: for a while the child is in the other county's scope as well.

interface InForce {
  /** Alias of transfer.request. */
  readonly of: string
  /** What is bound to the day. */
  readonly today: string
}

/**
 * That a transfer is in force, to whomever: no county lets go of what is another's by now, so it ends where the register leads the child
 * away from the county that consented.
 */
export function inForce({ of, today }: InForce): string {
  return `${of}.verdict = 'APPROVED' and ${of}.ended_at is null and ${of}.valid_until > ${today}
    and exists (select from registry.jurisdiction c where c.child_id = ${of}.child_id and c.kind = 'HUKOU'
      and left(c.division, 6) = ${of}.competent and c.superseded_at is null
      and c.valid_from <= ${today} and (c.valid_to is null or c.valid_to > ${today}))`
}

/** That one to one of the divisions `d` is. */
export function handedOver(transfer: InForce): string {
  return `${inForce(transfer)} and ${transfer.of}.division between d.lowest::char(12) and d.highest::char(12)`
}
