// The one name among the decoders to choose from that is none.

/** Chosen to have messages left as they are. */
export const NO_DECODER = 'none';
