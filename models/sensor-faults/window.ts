/** How many readings before the judged one the network looks at; beside it so that the edge need not load the training. */
export const REACH = 127;
