// The editor's keys. They are read from the page's own list, by event.code, so that a Russian layout works.

import { createReader } from "../keys.js";

const read = createReader();

/** The action a key press asks for: [name, number or sign], or undefined. */
export const readKey = (event) => (event.isComposing || (event.repeat && event.code === "Enter") ? undefined : read(event));
