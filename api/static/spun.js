// Manuscripts: one slot is open at a time; Escape or a click elsewhere closes it. Slots open and
// close without this file too, by <details>.
const openSlots = () => document.querySelectorAll("[data-spun] details[open]");

function close(slot, { focus = false } = {}) {
  slot.open = false;
  if (focus) slot.querySelector("summary").focus();
}

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const slot of openSlots()) close(slot, { focus: slot.contains(document.activeElement) });
});

addEventListener("click", (event) => {
  for (const slot of openSlots()) if (!slot.contains(event.target)) close(slot);
});
