/* What every page of the studio has. */
import "clientpix/uploads/add-photos";
import "clientpix/uploads/incoming-photos";
import "clientpix/parts/busy";
import "clientpix/actions/photo-selection";
import "clientpix/parts/copy-button";
import "clientpix/settings/focal-point";
import "clientpix/parts/list-filter";
import "clientpix/parts/menus";
import "clientpix/parts/navigation";
import "clientpix/parts/open-dialog";
import "clientpix/picture/keyboard-and-swipe";
import "clientpix/grid/photo-grid";
import "clientpix/parts/request-errors";
import "clientpix/parts/reveal-password";
import "clientpix/actions/sort-order";
import "clientpix/parts/toasts";
import "clientpix/uploads/upload-tray";
