/* Before anybody is in: forms that answer at once. */
import "clientpix/parts/busy";
import "clientpix/parts/copy-button";
import "clientpix/parts/request-errors";
import "clientpix/parts/reveal-password";
import "clientpix/parts/toasts";
