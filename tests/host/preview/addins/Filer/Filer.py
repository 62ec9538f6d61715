"""A script that files a new design and a note, and says what became of them once the cloud has both."""

import os

import adsk.core

app = adsk.core.Application.get()
ui = app.userInterface
handlers = []
filed = []


class CompleteHandler(adsk.core.DataEventHandler):
    def __init__(self, folder):
        super().__init__()
        self.folder = folder

    def notify(self, args):
        filed.append(f"{args.file.name}.{args.file.fileExtension}" if args.status.isOK else "failed")
        if len(filed) == 2:
            names = sorted(file.name for file in self.folder.dataFiles)
            ui.messageBox(f"{self.folder.name}: {', '.join(names)}; {', '.join(sorted(filed))}", "Filed")
            app.dataFileComplete.remove(self)
            adsk.terminate()


def run(context):
    project = app.data.activeProject
    if not project:
        return
    adsk.autoTerminate(value=False)
    folder = project.rootFolder.dataFolders.add("Filed")
    handlers.append(CompleteHandler(folder))
    app.dataFileComplete.add(handlers[0])
    document = app.documents.add(adsk.core.DocumentTypes.FusionDesignDocumentType)
    document.saveAs("Bracket", folder, "as drawn", "")
    future = folder.uploadFile(os.path.abspath(__file__))
    if future.uploadState != adsk.core.UploadStates.UploadProcessing:
        ui.messageBox("The upload has not begun")
