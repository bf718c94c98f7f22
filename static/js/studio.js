/* What every page of the studio has. */
import "clientpix/busy";
import "clientpix/copy-button";
import "clientpix/menus";
import "clientpix/moving";
import "clientpix/open-dialog";
import "clientpix/refusals";
import "clientpix/reveal-password";
import "clientpix/toasts";
