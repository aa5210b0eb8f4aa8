// What a host may be called: letters, digits, dots, hyphens (RFC 1123 §2.1), and the underscore that Docker and Compose
// put into names. Nothing that means anything in a path, a field or a URL; it knows nothing of addresses.

export const HOST_NAME = /^[A-Za-z0-9._-]{1,253}$/;
