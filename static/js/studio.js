/* What every page of the studio has. */
import "clientpix/add-pictures";
import "clientpix/arriving-pictures";
import "clientpix/busy";
import "clientpix/choosing";
import "clientpix/copy-button";
import "clientpix/focal-point";
import "clientpix/line-filter";
import "clientpix/menus";
import "clientpix/moving";
import "clientpix/open-dialog";
import "clientpix/picture-keys";
import "clientpix/picture-wall";
import "clientpix/refusals";
import "clientpix/reveal-password";
import "clientpix/sort-order";
import "clientpix/toasts";
import "clientpix/upload-tray";
