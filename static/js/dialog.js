// Opening a dialog: the caret goes to its first field, not to the button that closes it.

/** Show the dialog, if there is one and it is not open yet. */
export function openDialog(dialog) {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.querySelector("textarea, select, input:not([type='hidden'], [type='checkbox'], [type='radio'])")?.focus();
}
