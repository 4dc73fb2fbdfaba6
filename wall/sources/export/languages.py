"""Titles of columns in German, Spanish, Italian, Portuguese, Polish, Romanian and Arabic, by the
part of a post that they hold, as they are written. Pure."""

from __future__ import annotations

_WRITTEN: dict[str, str] = {
    "at": "Datum|Veröffentlicht|Veröffentlicht am|Veröffentlichungsdatum|Erstellt am|Zeitpunkt"
    "|Erstellungsdatum|Datum und Uhrzeit|Datum/Uhrzeit|Fecha y hora|Fecha/hora|Publicado"
    "|Publicado el|Data|Data di pubblicazione|Data pubblicazione|Data e ora|Pubblicato il"
    "|Data de publicação|Publicado em|Data e hora|Data i godzina|Opublikowano|Utworzono"
    "|Data publicării|Data și ora|التاريخ|تاريخ النشر|التاريخ والوقت",
    "clock": "Uhrzeit|Zeit|Ora|Godzina|Czas|الوقت|الساعة",
    "title": "Titel|Überschrift|Schlagzeile|Titular|Titolo|Tytuł|Nagłówek|Titlu|العنوان",
    "text": "Inhalt|Beitrag|Beitragstext|Nachricht|Volltext|Auszug|Textauszug|Beschreibung"
    "|Texto completo|Mención|Mensaje|Extracto|Resumen|Descripción|Testo|Contenuto|Messaggio"
    "|Estratto|Descrizione|Conteúdo|Mensagem|Trecho|Descrição|Treść|Tekst|Wpis|Wiadomość|Wzmianka"
    "|Fragment|Opis|Conținut|Mesaj|Descriere|النص|المحتوى|المنشور|التغريدة|الرسالة",
    "url": "Beitragslink|Vínculo|URL de la publicación|Collegamento|Indirizzo|Endereço|Adres URL"
    "|Odnośnik|Adresă|الرابط|رابط|رابط المنشور",
    "author": "Verfasser|Autor/in|Autorenname|Seitenname|Profilname|Quelle|Nombre del autor|Página"
    "|Perfil|Medio|Fuente|Autore|Nome autore|Pagina|Fonte|Testata|Nome do autor|Veículo"
    "|Nazwa autora|Źródło|Strona|Sursă|Pagină|المؤلف|الكاتب|اسم الحساب|الحساب|المصدر|الاسم",
    "handle": "Benutzername|Nutzername|Nombre de usuario|Usuario|Nome utente|Nome de usuário"
    "|Usuário|Utilizador|Nazwa użytkownika|Użytkownik|Nume utilizator|Utilizator|اسم المستخدم",
    "followers": "Follower|Abonnenten|Anzahl Follower|Obserwujący|Liczba obserwujących|Urmăritori"
    "|المتابعون|المتابعين|عدد المتابعين",
    "network": "Netzwerk|Soziales Netzwerk|Plattform|Kanal|Medientyp|Quellentyp|Plataforma|Red"
    "|Tipo de fuente|Piattaforma|Rete|Canale|Tipo di fonte|Rede social|Rede|Sieć|Serwis|Kanał"
    "|Typ źródła|Platformă|Rețea|Rețea socială|المنصة|الشبكة|الشبكة الاجتماعية|القناة",
    "language": "Sprache|Lingua|Língua|Limbă|اللغة",
    "country": "Land|Paese|Nazione|Țară|البلد|الدولة",
    "region": "Stadt|Ort|Bundesland|Ciudad|Región|Provincia|Città|Regione|Cidade|Miasto"
    "|Województwo|Oraș|Județ|المدينة|المنطقة",
    "sentiment": "Tonalität|Stimmung|Tono|Tonalidad|Sentimento|Tonalità|Tom|Sentyment|Nastawienie"
    "|المشاعر|الانطباع",
    "reach": "Reichweite|Copertura|Portata|Zasięg|Acoperire|الوصول|مدى الوصول",
    "likes": "Gefällt mir|Gefällt-mir-Angaben|Gefällt mir-Angaben|Reaktionen|Reacciones|Mi piace"
    "|Reazioni|Curtidas|Gostos|Reações|Polubienia|Liczba polubień|Reakcje|Aprecieri|Reacții"
    "|الإعجابات|عدد الإعجابات|التفاعلات",
    "shares": "Geteilt|Geteilte Inhalte|Mal geteilt|Weiterleitungen|Veces compartido|Retuits"
    "|Condivisioni|Compartilhamentos|Partilhas|Udostępnienia|Liczba udostępnień|Distribuiri"
    "|المشاركات|إعادة التغريد",
    "replies": "Kommentare|Antworten|Respuestas|Commenti|Risposte|Comentários|Respostas|Komentarze"
    "|Liczba komentarzy|Odpowiedzi|Comentarii|Răspunsuri|التعليقات|الردود",
    "views": "Aufrufe|Video-Aufrufe|Impressionen|Impresiones|Reproducciones|Vistas"
    "|Visualizzazioni|Impressioni|Visualizações|Impressões|Wyświetlenia|Odsłony|Vizualizări"
    "|Afișări|المشاهدات|مرات الظهور",
    "hashtags": "الوسوم|الهاشتاغ",
    "media": "Bild|Imagen|Immagine|Imagem|Obraz|Imagine",
    "tags": "Schlagwörter|Thema|Themen|Suchabfrage|Etichette|Tagi|Etykiety|Projekt|Etichete"
    "|العلامات",
    "kind": "Beitragstyp|Typ wpisu|Tipo de publicación",
}


def written_titles() -> dict[str, tuple[str, ...]]:
    return {part: tuple(titles.split("|")) for part, titles in _WRITTEN.items()}
