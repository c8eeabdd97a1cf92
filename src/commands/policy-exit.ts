// How the commands under `hutong policy` exit, beside 0, 1 and 2 of every command.
export const POLICY_EXIT = { refused: 3, noneActive: 4 } as const
