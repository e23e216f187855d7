// What people call an item.
export const nameOf = item => item.title ?? item.id;
