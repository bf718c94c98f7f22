/* Scripts of pages for clients. */
import "clientpix/parts/busy";
import "clientpix/parts/copy-button";
import "clientpix/parts/menus";
import "clientpix/parts/open-dialog";
import "clientpix/parts/request-errors";
import "clientpix/parts/reveal-password";
import "clientpix/parts/toasts";
