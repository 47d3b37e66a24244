// Behaviour of every page. No framework: the browser's popover and dialog do most of the work.
import "./appearance.js";
import "./bulk.js";
import "./dialogs.js";
import "./palette.js";
import "./problems.js";
import "./shortcuts.js";
import "./tables.js";
import "./times.js";
import "./toasts.js";
import "./live.js";
