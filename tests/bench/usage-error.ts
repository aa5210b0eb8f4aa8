/** Its message is for those who typed the words. */
export class UsageError extends Error {}
