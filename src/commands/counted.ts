// A number and what it counts, as a sentence has it: `1 fault`, `2 faults`, `no faults`.

/** `many` is the plural where it is not the word with an s. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count === 0 ? 'no' : count} ${count === 1 ? one : many}`
}
